"""The people who run the business."""
