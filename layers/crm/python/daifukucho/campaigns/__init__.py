"""Campaigns 配信: who is written to, what, and when; and the protocol by which nobody gets it twice or is lost.

``campaign`` what a marketer defines · ``run`` one execution of it · ``batch`` the protocol's state · ``open``
``evaluate`` ``send`` ``receipts`` ``sweep`` its steps, each survived by the next · ``ports`` what they need ·
``preview`` ``trial`` before a campaign goes out · ``report`` ``recipients`` what became of it · ``look`` who is skipped · ``carried`` the coupon that is given with it.
The protocol's rules, and why each is there, are in ``docs/adr/outbox-protocol.md``.
"""
