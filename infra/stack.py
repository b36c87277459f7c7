"""Daifukucho's stack: it only composes."""

from aws_cdk import CfnOutput, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, Stack, Tags
from constructs import Construct

from infra.components.accounts import Accounts
from infra.components.alarms import Alarms
from infra.components.card_key import CardKey
from infra.components.code import Code
from infra.components.crm_api import CrmApi
from infra.components.dashboards import Dashboards
from infra.components.given import Given
from infra.components.http_api import HttpApi
from infra.components.ledger_stream import LedgerStream
from infra.components.liff_api import LiffApi
from infra.components.line_channel import LineChannel
from infra.components.notifier import Notifier
from infra.components.options import keep_options
from infra.components.queue import FailedMessages
from infra.components.receipts import Receipts
from infra.components.roster_copy import RosterCopy
from infra.components.scheduler import Scheduler
from infra.components.segment_eval import SegmentEval
from infra.components.sender import Sender
from infra.components.settler import Settler
from infra.components.tables import Tables
from infra.components.uploads import Uploads
from infra.components.webhook import Webhook
from infra.config import Config


class DaifukuchoStack(Stack):
    """One LINE channel's CRM in one AWS account and region."""

    def __init__(self, scope: Construct, *, config: Config) -> None:
        super().__init__(
            scope,
            config.name,
            description=f"Daifukucho, a LINE CRM (stage {config.stage})",
            termination_protection=config.guarded,
            synthesizer=_local_synthesizer(config) if config.local else DefaultStackSynthesizer(),
        )
        Tags.of(self).add("application", "daifukucho")
        Tags.of(self).add("stage", config.stage)

        tables = Tables(self, "Tables", config=config)
        uploads = Uploads(self, "Uploads", config=config, key=tables.key)
        line = LineChannel(self, "LineChannel", config=config)
        card_key = CardKey(self, "CardKey", config=config)
        alarms = Alarms(self, "Alarms", config=config)
        given = Given(config, code=Code(self, "Code", config=config), alarms=alarms, tables=tables)

        roster_copy = RosterCopy(self, "RosterCopy", given)
        webhook = Webhook(self, "Webhook", given, line=line)
        failed = FailedMessages(self, "FailedMessages", config=config, alarms=alarms)
        notifier = Notifier(self, "Notifier", given, failed=failed, line=line)
        ledger_stream = LedgerStream(self, "LedgerStream", given, uploads=uploads, notifier=notifier)
        receipts = Receipts(self, "Receipts", given, failed=failed)
        sender = Sender(self, "Sender", given, failed=failed, line=line, receipts=receipts)
        segment_eval = SegmentEval(self, "SegmentEval", given, failed=failed, sender=sender)
        scheduler = Scheduler(
            self, "Scheduler", given, line=line, segment_eval=segment_eval, sender=sender, receipts=receipts
        )
        settler = Settler(self, "Settler", given, schedules=scheduler)
        if not config.local:  # it is made anew each time
            keep_options(self, config, beside=scheduler.group)
        crm_api = CrmApi(
            self,
            "CrmApi",
            given,
            line=line,
            card_key=card_key,
            uploads=uploads,
            segment_eval=segment_eval,
            sender=sender,
            scheduler=scheduler,
            roster_copy=roster_copy,
        )
        liff_api = LiffApi(self, "LiffApi", given, card_key=card_key, uploads=uploads)
        accounts = Accounts(self, "Accounts", config=config)
        http = HttpApi(
            self,
            "HttpApi",
            config=config,
            webhook=webhook,
            crm_api=crm_api,
            liff_api=liff_api,
            accounts=accounts,
            alarms=alarms,
        )
        Dashboards(
            self,
            "Dashboards",
            config=config,
            functions=[
                *(
                    part.function
                    for part in (
                        *(webhook, ledger_stream, notifier, scheduler, segment_eval, sender, receipts, settler),
                        *(crm_api, liff_api),
                    )
                ),
                *(roster_copy.copier, roster_copy.compactor, roster_copy.counter),
            ],
            streams=[ledger_stream.function, roster_copy.copier],
            queues=[part.queue.queue for part in (segment_eval, sender, receipts, notifier)],
            dead=[failed.queue, ledger_stream.parked, ledger_stream.lost, roster_copy.lost, settler.failed],
            tables=tables,
            api=http.api,
        )

        for name, value in {
            "CrmApiUrl": f"{http.url}/v1",
            "WebhookUrl": f"{http.url}/webhook",
            "LiffUrl": f"{http.url}/liff",
            "ApiId": http.api.api_id,
            "FriendsTable": tables.friends.table_name,
            "LedgerTable": tables.ledger.table_name,
            "CatalogTable": tables.catalog.table_name,
            "OutboxTable": tables.outbox.table_name,
            "UploadsBucket": uploads.bucket.bucket_name,
            "SliceQueueUrl": segment_eval.queue.url,
            "BatchQueueUrl": sender.queue.url,
            "ReceiptQueueUrl": receipts.queue.url,
            "NoticeQueueUrl": notifier.queue.url,
            "ParkedQueueUrl": ledger_stream.parked.queue_url,
            "WebhookFunction": webhook.function.function_name,
            "LedgerStreamFunction": ledger_stream.function.function_name,
            "SchedulerFunction": scheduler.function.function_name,
            "SegmentEvalFunction": segment_eval.function.function_name,
            "SenderFunction": sender.function.function_name,
            "ReceiptsFunction": receipts.function.function_name,
            "NotifierFunction": notifier.function.function_name,
            "SettlerFunction": settler.function.function_name,
            "LiffApiFunction": liff_api.function.function_name,
            "CrmApiFunction": crm_api.function.function_name,
            "RosterCopyFunction": roster_copy.copier.function_name,
            "RosterCompactFunction": roster_copy.compactor.function_name,
            "SegmentCountFunction": roster_copy.counter.function_name,
            "CopyBucket": roster_copy.bucket.bucket_name,
            "ScheduleGroup": scheduler.group.ref,
            "LineSecretId": line.secret_id,
            "CardKeyId": card_key.secret_id,
            "UserPoolId": accounts.pool.user_pool_id,
            "MachineClientId": accounts.machine.user_pool_client_id,
            "TokenUrl": accounts.token_url,
            "AlarmTopic": alarms.topic.topic_arn,
            "FailedQueueUrl": failed.queue.queue_url,
        }.items():
            CfnOutput(self, name, value=value)


def _local_synthesizer(config: Config) -> CliCredentialsStackSynthesizer:
    """MiniStack does not let a bootstrap's roles reach its bucket; so no bootstrap, and a bucket of our own."""
    return CliCredentialsStackSynthesizer(file_assets_bucket_name=f"{config.name}-assets", qualifier="local")
