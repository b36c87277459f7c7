"""The routes of the pages' API, a module for each page."""

from gate import Route

from routes import card, coupons, inflow, staff, survey, uploads

ROUTES: tuple[Route, ...] = (
    *card.ROUTES,
    *survey.ROUTES,
    *uploads.ROUTES,
    *coupons.ROUTES,
    *inflow.ROUTES,
    *staff.ROUTES,
)
