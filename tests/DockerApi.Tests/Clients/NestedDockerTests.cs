using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's daemon in a privileged container runs containers, both with the host's users and in a user namespace, a privileged
/// container's default.</summary>
public sealed class NestedDockerTests(ApiPanel panel) : ApiTest(panel)
{
    private const string Script = """
        export PATH=$1:/clients:/usr/sbin:/usr/bin DOCKER_HOST=unix:///run/inner.sock
        exec 2>&1
        if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
            mkdir /sys/fs/cgroup/init
            while read -r pid; do echo "$pid" >/sys/fs/cgroup/init/cgroup.procs || true; done </sys/fs/cgroup/cgroup.procs
        fi
        mkdir -p /tmp /var/tmp
        dockerd --data-root /var/lib/docker --host "$DOCKER_HOST" --storage-driver "$2" >/run/log 2>&1 &
        until docker version >/dev/null; do kill -0 $! || break; sleep 0.1; done
        docker import -c 'CMD ["sh"]' /busybox.tar busybox:latest >/dev/null
        docker run --rm busybox sh -c 'echo inner; test -d /sys/class/net/eth0 && echo has a network' || tail -n 20 /run/log
        """;

    [Theory]
    [InlineData("26", "overlay2", "", "")]
    [InlineData("26", "vfs", "host", "")]
    [InlineData("", "overlay2", "", "/nested/below")]
    public async Task Docker_InAPrivilegedContainer_RunsContainers(string version, string driver, string users, string parent)
    {
        var clients = Path.Combine(Repository.Root, "artifacts/clients");
        Assert.SkipUnless(File.Exists($"{clients}/{version}/dockerd"), "There is no dockerd; ./test.sh fetches it.");
        // The host's programs and libraries, because busybox has none of the programs that dockerd calls.
        string[] binds =
        [
            "docker-data:/var/lib/docker", $"{clients}:/clients:ro", $"{Panel.BusyboxTar}:/busybox.tar:ro",
            "/usr:/usr:ro", "/usr/lib:/lib:ro", "/usr/lib64:/lib64:ro", "/etc/alternatives:/etc/alternatives:ro",
        ];
        var body = new { Image = "busybox", Cmd = (string[])["/usr/bin/bash", "-c", Script, "bash", "/clients/" + version, driver], HostConfig = new { Privileged = true, UsernsMode = users, CgroupParent = parent, Binds = binds } };
        var id = JsonElement.Parse(await Api.PostAsync("/containers/create", JsonSerializer.Serialize(body))).GetProperty("Id").GetString()!;
        await Api.PostAsync($"/containers/{id}/start");
        Assert.Equal(0, await Api.WaitAsync(id));
        var output = await Command.OutputAsync("bash", ["-c", "curl -s --unix-socket \"$0\" \"http://d/containers/$1/logs?stdout=1\" | cut -b 9-", Panel.SocketPath, id], Cancellation);
        Assert.True(output.EndsWith("inner\nhas a network\n", StringComparison.Ordinal), output);
    }
}
