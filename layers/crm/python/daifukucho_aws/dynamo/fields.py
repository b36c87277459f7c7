"""Fields of the shop's own as the catalog keeps them."""

from daifukucho.fields.field import KIND, Field, field_body, field_of
from daifukucho.kernel.resource import Kept
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions
from daifukucho_aws.refusals import FIELD_TAKEN


def fields(catalog: DynamoCatalog) -> CatalogDefinitions[Field]:
    return CatalogDefinitions(catalog, Kept(KIND, field_body, field_of, taken=FIELD_TAKEN))
