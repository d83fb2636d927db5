"""Writing an invoice, and changing one."""
