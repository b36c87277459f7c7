"""The core of Daifukucho: what the CRM is. Pure Python; no AWS, no LINE SDK, no environment, no clock."""

__version__ = "0.1.0"
