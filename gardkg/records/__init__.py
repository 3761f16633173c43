"""Files → checked records, and records → YAML.

In: YAML, JSON and JSON Lines. Out: ``model.Record``, or every problem with line and column.
Public: ``reader.load_records``, ``yaml_writer.to_yaml``, the checks.
"""
