"""Documents made from `results.json`, one module for each format: `render(results) -> bytes`."""
