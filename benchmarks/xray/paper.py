"""Recall of pneumonia as Aloo et al. print it, and the names of what is measured here."""

MEASURES = ("recall", "specificity", "precision", "balanced_accuracy")
# At the threshold 0.5, and at the one that is best on validation rows.
AT_HALF, AT_CHOSEN = "", "_chosen"
# For each backbone one figure for each of the three settings.
PAPER = {
    "resnet50": (0.5667, 0.7333, 0.8214),
    "densenet121": (0.4000, 0.6333, 0.7857),
    "vgg16": (0.6000, 0.8667, 0.7857),
}
