"""How the steward sees what runs do: a journal, logs, figures to chart, and alarms that are told."""
