"""Fields of the shop's own as the catalog keeps them."""

from daifukucho.fields.field import KIND, Field, field_body, field_of
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.definitions import CatalogDefinitions


def fields(catalog: DynamoCatalog) -> CatalogDefinitions[Field]:
    return CatalogDefinitions(catalog, KIND, field_body, field_of, taken="field_taken")
