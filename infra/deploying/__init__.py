"""``make deploy``: what is asked of AWS before and after ``cdk deploy``."""
