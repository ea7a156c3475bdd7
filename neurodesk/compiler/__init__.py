"""From a drawing and the catalogue to what runs: shapes, problems, plan, counts, readable source and the module."""
