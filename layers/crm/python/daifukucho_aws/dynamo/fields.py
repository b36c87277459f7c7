"""Fields of the shop's own as the catalog keeps them."""

from daifukucho.fields.field import FIELD, Field
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions


def fields(catalog: DynamoCatalog) -> CatalogDefinitions[Field]:
    return CatalogDefinitions(catalog, FIELD.in_catalog)
