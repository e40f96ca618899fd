"""Render farms: a job of Open Job Description from orders, and what its tasks do on a node of the farm."""
