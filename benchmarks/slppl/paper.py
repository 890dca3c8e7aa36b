"""Tables II and III of the paper on ADSO and AMO, as printed, for the two sets of images run here.

T. Dam et al., "Latent preserving generative adversarial network for imbalance classification",
ICIP 2022. The paper copied the rows BAGAN, DFBS, GAMO, BayesCNN, mmDGM and DGC from the paper on
DGC.
"""

MEASURES = ("acsa", "f_macro", "g_macro", "r_min", "p_maj")
TITLES = dict(zip(MEASURES, ("ACSA", "F_macro", "G_macro", "R_min", "P_maj"), strict=True))

_ROWS = {
    "mnist": {
        "BAGAN": "0.8848 0.8785 0.9295 0.5354 0.8541",
        "DFBS": "0.7812 0.7838 0.8683 0.5946 0.5118",
        "GAMO": "0.8826 0.8794 0.9308 0.6394 0.8812",
        "BayesCNN": "0.9158 0.9141 0.9512 0.7578 0.8896",
        "mmDGM": "0.9066 0.9039 0.9449 0.6525 0.8459",
        "DGC": "0.9480 0.9474 0.9704 0.8276 0.9270",
        "DSO+Q": "0.9339 0.9325 0.9619 0.7393 0.8761",
        "AMO": "0.9403 0.9386 0.9656 0.7363 0.9055",
        "ADSO": "0.9613 0.9609 0.9781 0.8840 0.9348",
    },
    "fashion_mnist": {
        "BAGAN": "0.7814 0.7610 0.8546 0.7306 0.5709",
        "DFBS": "0.5135 0.4620 0.6382 0.4412 0.3395",
        "GAMO": "0.7929 0.7880 0.8740 0.7928 0.6165",
        "BayesCNN": "0.7934 0.7835 0.8701 0.8474 0.6022",
        "mmDGM": "0.8091 0.7984 0.8796 0.8160 0.5942",
        "DGC": "0.8364 0.8314 0.9010 0.8864 0.6900",
        "DSO+Q": "0.8450 0.8436 0.9089 0.9130 0.7598",
        "AMO": "0.8428 0.8378 0.9046 0.9170 0.6752",
        "ADSO": "0.8675 0.8648 0.9221 0.9510 0.7885",
    },
}

PAPER = {
    data: {
        method: dict(zip(MEASURES, map(float, numbers.split()), strict=True))
        for method, numbers in rows.items()
    }
    for data, rows in _ROWS.items()
}
"""``PAPER[data][method][measure]``, a share of one."""
