"""What a token may do with ``/v1``, by its scopes. API Gateway's routes, the function's gate and the description follow from this."""

READ, WRITE = "daifukucho/read", "daifukucho/write"

ASKING = (
    "/v1/campaigns/preview",
    "/v1/campaigns/{campaign_id}/preview",
    "/v1/segments/explain",
    "/v1/segments/preview",
)
"""Where a ``POST`` only asks, for its question is too long for an address: the scope to read is enough."""
