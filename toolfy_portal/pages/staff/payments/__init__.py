"""All money of the business."""
