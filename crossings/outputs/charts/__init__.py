"""Charts as SVG: data in, a drawing out, one chart a file. The same file serves page and slide."""
