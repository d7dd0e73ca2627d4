"""Draws the data of this example: ten shapes, turned, scaled, moved, in any grey on any other grey, under noise.

    python draw.py            writes calibration.npz and test.npz here, and train.npz, which is not kept

Only numpy is needed. The same numbers come out on every machine with the same numpy.
"""

import sys
from pathlib import Path

import numpy as np

SIZE = 32
CLASSES = ["circle", "ring", "square", "frame", "triangle", "cross", "star", "heart", "crescent", "arrow"]
SPLITS = {"train": (30_000, 1), "calibration": (128, 2), "test": (1_500, 3)}


def inside(shape, x, y):
    """Whether places (x right, y up, both about -1 to 1) lie inside a shape."""
    radius = np.hypot(x, y)
    largest = np.maximum(abs(x), abs(y))
    if shape == "circle":
        return radius < 0.9
    if shape == "ring":
        return (radius < 0.95) & (radius > 0.55)
    if shape == "square":
        return largest < 0.8
    if shape == "frame":
        return (largest < 0.85) & (largest > 0.48)
    if shape == "triangle":
        return (y > -0.6) & (y < 1 - np.sqrt(3) * abs(x))
    if shape == "cross":
        return (largest < 0.95) & (np.minimum(abs(x), abs(y)) < 0.28)
    if shape == "star":
        angle = np.arctan2(x, y) % (2 * np.pi / 5) - np.pi / 5
        # Five points: the straight line from a tip (radius 1) to a notch (radius 0.4), mirrored.
        tip, notch = np.array([np.cos(np.pi / 5), np.sin(np.pi / 5)]), np.array([0.42, 0.0])
        u, v = radius * np.cos(angle), radius * np.sin(abs(angle))
        return (tip[0] - notch[0]) * (v - notch[1]) - (tip[1] - notch[1]) * (u - notch[0]) > 0
    if shape == "heart":
        v = y * 1.1 + 0.25
        return (x**2 + (v - 0.75 * abs(x) ** 0.66) ** 2) < 0.62
    if shape == "crescent":
        return (radius < 0.95) & (np.hypot(x - 0.42, y) > 0.75)
    if shape == "arrow":
        head = (y > 0) & (y < 0.95) & (abs(x) < 0.8 * (0.95 - y))
        return head | ((y <= 0) & (y > -0.95) & (abs(x) < 0.26))
    raise ValueError(shape)


def draw(shape, random):
    """One picture, u8 [SIZE, SIZE]."""
    fine = 3  # places per pixel and axis, for smooth edges
    centre = (np.arange(SIZE * fine) + 0.5) / fine
    column, row = np.meshgrid(centre, centre)
    size = random.uniform(7.5, 13)
    angle = random.uniform(0, 2 * np.pi)
    # The whole shape stays in the picture.
    middle = random.uniform(size + 1, SIZE - size - 1, 2)
    x, y = (column - middle[0]) / size, (middle[1] - row) / size
    stretch = random.uniform(0.85, 1.15)
    x, y = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    cover = inside(shape, x * stretch, y / stretch).reshape(SIZE, fine, SIZE, fine).mean((1, 3))
    ground, ink = random.uniform(20, 235, 2)
    while abs(ground - ink) < 70:
        ground, ink = random.uniform(20, 235, 2)
    picture = ground + (ink - ground) * cover
    slope = random.uniform(-25, 25, 2)
    picture += slope[0] * (column[::fine, ::fine] / SIZE - 0.5) + slope[1] * (row[::fine, ::fine] / SIZE - 0.5)
    picture += random.normal(0, random.uniform(4, 18), picture.shape)
    # Steps of eight grey levels: half the bytes in the file, and no class is told by them.
    return (np.clip(picture, 0, 255) // 8 * 8 + 4).astype(np.uint8)


def split(name):
    """Pictures u8 [n, 1, SIZE, SIZE] and labels i64 [n], each class equally often, in random order."""
    count, seed = SPLITS[name]
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % len(CLASSES))
    pictures = np.stack([draw(CLASSES[label], random) for label in labels])
    return pictures[:, None], labels.astype(np.int64)


if __name__ == "__main__":
    folder = Path(__file__).parent
    for name in sys.argv[1:] or SPLITS:
        pictures, labels = split(name)
        np.savez_compressed(folder / f"{name}.npz", image=pictures, labels=labels)
        print(name, pictures.shape, (folder / f"{name}.npz").stat().st_size)
