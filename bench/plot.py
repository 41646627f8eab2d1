"""Draws `bench/plot.svg` from `bench/results/*.json`. Needs matplotlib, which nothing else here does."""

import json
from pathlib import Path

import matplotlib.pyplot as plt

HERE = Path(__file__).parent
results = sorted((json.loads(p.read_text()) for p in (HERE / "results").glob("*.json")), key=lambda r: r["services"])
sizes = [result["services"] for result in results]
figure, axes = plt.subplots(figsize=(6, 4))
for name in results[0]["instead"]:
    axes.plot(sizes, [result["instead"][name]["p50_ms"] for result in results], marker="o", label=f"{name}, p50")
axes.plot(sizes, [result["p50_ms"] for result in results], marker="o", linewidth=2.5, label="whole search, p50")
axes.plot(sizes, [result["p95_ms"] for result in results], marker=".", linestyle=":", label="whole search, p95")
axes.set(xscale="log", yscale="log", xlabel="services", ylabel="milliseconds a query", title="Two cores, one thread")
axes.legend()
figure.savefig(HERE / "plot.svg", bbox_inches="tight", metadata={"Date": None})
