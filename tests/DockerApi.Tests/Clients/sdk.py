"""What scripts do with Docker's SDK for Python (docker 5.0.3), on a server that has the image busybox. Ends with 'all is well' or a traceback."""
import sys
import time

import docker

client = docker.DockerClient(base_url=sys.argv[1], version="auto", timeout=60)
assert client.ping()
assert client.version()["Os"] == "linux"
assert client.info()["OSType"] == "linux"

image = client.images.get("busybox")
assert "busybox:latest" in image.tags
assert image.tag("sdk/box", tag="1")
assert "sdk/box:1" in [tag for listed in client.images.list("sdk/*") for tag in listed.tags]
client.images.remove("sdk/box:1")
try:
    client.images.get("nosuch")
    raise AssertionError("an unknown image was found")
except docker.errors.ImageNotFound:
    pass

started = int(time.time())
container = client.containers.run(
    "busybox", ["sh", "-c", "echo out; echo err >&2; exec sleep 1000"], detach=True, name="sdk", environment={"A": "b"}, labels={"by": "sdk"},
    mem_limit="64m", ports={"80/tcp": ("127.0.0.1", 18184)}, volumes={"sdk-data": {"bind": "/data", "mode": "rw"}}, restart_policy={"Name": "on-failure", "MaximumRetryCount": 1},
    # The fields that are not given here go out as null.
    healthcheck={"test": ["CMD", "true"], "interval": 1000000000})
assert container.status == "created"
container.reload()
assert container.status == "running"
assert container.attrs["Config"]["Healthcheck"] == {"Test": ["CMD", "true"], "Interval": 1000000000}, container.attrs["Config"]["Healthcheck"]
assert container.attrs["HostConfig"]["Memory"] == 64 * 1024 * 1024
assert container.ports["80/tcp"][0]["HostPort"] == "18184"
assert [c.name for c in client.containers.list(filters={"label": "by=sdk"})] == ["sdk"]
while len(container.logs()) < len(b"out\nerr\n"):
    pass
assert sorted(container.logs().splitlines()) == [b"err", b"out"]
assert container.logs(stdout=True, stderr=False) == b"out\n"
assert container.stats(stream=False)["memory_stats"]["limit"] == 64 * 1024 * 1024
assert tuple(container.exec_run(["sh", "-c", "echo $A; exit 3"])) == (3, b"b\n")
assert container.exec_run(["sh", "-c", "echo out; echo err >&2"], demux=True).output == (b"out\n", b"err\n")
assert b"/dev/pts/" in container.exec_run("tty", tty=True).output
container.exec_run("sleep 1000", detach=True)
container.rename("sdk-renamed")
assert client.containers.get("sdk-renamed").id == container.id
container.restart(timeout=0)
container.kill("SIGKILL")
assert container.wait()["StatusCode"] == 137
seen = [event["Action"] for event in client.events(since=started, until=int(time.time()) + 1, filters={"container": container.id, "type": "container"}, decode=True)]
told = [action for action in seen if not action.startswith(("exec_", "health_status"))]
assert told[:3] == ["create", "start", "rename"] and told[-1] == "die", seen
container.remove(v=True)
try:
    client.containers.get("sdk-renamed")
    raise AssertionError("a removed container was found")
except docker.errors.NotFound:
    pass

assert {"bridge", "host", "none"} <= {network.name for network in client.networks.list()}
assert "sdk-data" in [volume.name for volume in client.volumes.list()]
client.volumes.get("sdk-data").remove()
assert client.df()["LayersSize"] > 0
client.containers.create("busybox", "true", name="sdk-left")
assert len(client.containers.prune()["ContainersDeleted"]) == 1
print("all is well")
