"""OpenEMR on Fargate: cluster, task, service and autoscaling."""

from collections.abc import Sequence

from cdktf import Annotations, ITerraformDependable
from cdktf_cdktf_provider_aws.ecs_service import (
    EcsServiceLoadBalancer,
    EcsServiceNetworkConfiguration,
)
from constructs import Construct

from stacks.components.application.cluster import Cluster
from stacks.components.application.container import OPENEMR
from stacks.components.application.image_repository import ImageRepository
from stacks.components.application.restore import Restore
from stacks.components.application.service import Service
from stacks.components.application.task import ADMINISTRATOR, Task
from stacks.components.application.task_image import TaskImage
from stacks.components.exec_sessions import ExecSessions
from stacks.components.front_door import FrontDoor
from stacks.components.network import Network
from stacks.components.perimeter import HTTPS, Perimeter
from stacks.components.secret import GeneratedSecret
from stacks.foundation import Foundation
from stacks.releases import RELEASES
from stacks.settings import Deployment
from stacks.stores import Stores

NEVER_PAUSES = (
    "database.min_capacity_acu is 0, but tasks run background services and keep the database "
    "awake: set application.background_services_seconds to 0, or min_capacity_acu to 0.5."
)


class Application(Construct):
    """The OpenEMR service: as many equal tasks as the load asks for.

    Tasks keep nothing; any of them may be lost.
    """

    PORT = HTTPS
    ADMINISTRATOR = ADMINISTRATOR

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        front_door: FrontDoor,
        stores: Stores,
        exec_sessions: ExecSessions | None,
        settings: Deployment,
        service_linked_roles: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._settings = settings
        self.chosen = settings.application
        self.image_repository = self._image_repository()
        self.image = TaskImage.of(settings.application, self.image_repository)
        self.perimeter = Perimeter(
            self, "perimeter", name=base.names("tasks"), role="application", vpc_id=network.vpc_id
        )
        self.administrator = self._administrator()
        self.cluster = Cluster(
            self, "ecs", base, exec_sessions=exec_sessions, after=service_linked_roles
        )
        self.task = self._task(network, front_door, stores, exec_sessions)
        # What a task needs at its start: the writer, because a rollout fails when it waits too long
        # for it; the cache's user, because its rights change before tasks ask for them.
        at_start: list[ITerraformDependable] = [
            self.administrator.version,
            stores.credentials.version,
            stores.database.writer,
            stores.cache.user,
            *stores.files.mount_targets,
            *network.outbound_routes,
        ]
        self.service = self._service(network, front_door, at_start)
        self.restore = self._restore(network, stores)

    def _image_repository(self) -> ImageRepository | None:
        if not self.chosen.makes_repository:
            return None
        return ImageRepository(self, "image", self._base)

    def _administrator(self) -> GeneratedSecret:
        return GeneratedSecret(
            self,
            "administrator",
            self._base,
            role="Password",
            description=f"First sign-in to OpenEMR, user {ADMINISTRATOR}",
            known={"username": ADMINISTRATOR},
        )

    def _task(
        self,
        network: Network,
        front_door: FrontDoor,
        stores: Stores,
        exec_sessions: ExecSessions | None,
    ) -> Task:
        settings = self._settings
        if settings.never_pauses:
            Annotations.of(self).add_warning(NEVER_PAUSES)
        return Task(
            self,
            "task",
            self._base,
            stores=stores,
            administrator=self.administrator,
            settings=settings.application,
            image=self.image,
            globals_=openemr_globals(front_door.url, settings),
            serving=serving_environment(network.cidrs, front_door.host, settings),
            port=self.PORT,
            role_statements=exec_sessions.grant_session() if exec_sessions else [],
        )

    def _restore(self, network: Network, stores: Stores) -> Restore | None:
        pair = stores.restored
        if pair is None or pair.files.root_access_point is None:
            return None
        return Restore(
            self,
            "restore",
            self._base,
            pair=pair,
            root_access_point_id=pair.files.root_access_point.id,
            network=network,
            stores=stores,
            administrator=self.administrator,
            settings=self.chosen,
            image=self.image,
            task=self.task,
        )

    def _service(
        self, network: Network, front_door: FrontDoor, at_start: Sequence[ITerraformDependable]
    ) -> Service:
        return Service(
            self,
            "service",
            name=self._base.names("openemr"),
            cluster=self.cluster,
            task=self.task,
            network=EcsServiceNetworkConfiguration(
                subnets=network.task_subnet_ids,
                security_groups=[self.perimeter.id],
                assign_public_ip=network.tasks_are_public,
            ),
            load_balancer=EcsServiceLoadBalancer(
                target_group_arn=front_door.target_group_arn,
                container_name=OPENEMR,
                container_port=self.PORT,
            ),
            settings=self._settings,
            # ECS takes a target group only once a listener uses it.
            needs=[*front_door.listeners, *at_start],
        )


def openemr_globals(url: str, settings: Deployment) -> dict[str, str]:
    """OpenEMR's own settings that the deployment decides, on and off alike.

    Names are those of its `globals` table (library/globals.inc.php).
    """
    switch = "1" if settings.activate_openemr_apis else "0"
    return {
        "audit_events_query": "1" if settings.application.audit_queries else "0",
        # One query for all translations instead of one for each text of a page; since 8.0.
        "translation_preload_cache": "1",
        "site_addr_oath": url,
        "rest_api": switch,
        "rest_fhir_api": switch,
        "rest_system_scopes_api": switch,
    }


def serving_environment(proxies: list[str], host: str, settings: Deployment) -> dict[str, str]:
    """Settings of Apache and PHP for serve.sh.

    proxies: networks whose X-Forwarded-For counts. host: OpenEMR's public name, which tasks of
    some releases answer to themselves.
    """
    application = settings.application
    calls_itself = RELEASES[application.openemr_version].calls_itself
    return {
        "APACHE_WORKERS": str(settings.capacity.workers),
        "BACKGROUND_SERVICES_SECONDS": str(application.background_services_seconds),
        "TRUSTED_PROXIES": " ".join(proxies),
        "UPLOAD_MIB": str(application.upload_mib),
        **({"OWN_HOST": host} if calls_itself else {}),
    }
