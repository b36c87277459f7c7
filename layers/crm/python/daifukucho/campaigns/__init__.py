"""Campaigns 配信: what is sent to which friends, and when; and the protocol by which no friend gets it twice or is lost.

``campaign`` what a marketer defines · ``run`` one execution of it · ``batch`` the protocol's state · ``open``
``evaluate`` ``send`` ``receipts`` ``sweep`` its steps, each of which can be taken up again after a crash · ``ports``
what they need · ``preview`` ``trial`` before a campaign goes out · ``report`` ``recipients`` how it went · ``look`` who
is skipped · ``carried`` the coupon that is given with it. The protocol's rules, and why each is there, are in
``docs/adr/outbox-protocol.md``.
"""
