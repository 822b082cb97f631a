using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Clients;

/// <summary>Docker's command line 26.1.5 and docker compose 2.26.1: the same commands succeed with Docker 26.1.5 and with the panel.</summary>
public sealed class NewerDockerTests(ApiPanel panel, DockerEngine docker) : ClientTest(panel)
{
    private const string Life = """
        set -euo pipefail
        docker run -d --name life --label a=b busybox sh -c 'echo ready; trap "exit 4" TERM; while :; do sleep 0.1; done' >/dev/null
        until [[ $(docker logs life) == *ready* ]]; do sleep 0.1; done
        [[ $(docker exec -e A=b -w /tmp life sh -c 'echo $A $PWD') == 'b /tmp' ]]
        echo content >"$1/file"
        docker cp -q "$1/file" life:/tmp/
        docker cp -q life:/tmp/file "$1/back"
        diff "$1/file" "$1/back"
        [[ $(docker stats --no-stream --format '{{.Name}}' life) == life ]]
        [[ $(docker ps --filter label=a=b --format '{{.Names}} {{.State}}') == 'life running' ]]
        [[ $(docker top life) == *sleep* ]]
        docker pause life >/dev/null && docker unpause life >/dev/null
        docker update --memory 64m --memory-swap 128m life >/dev/null
        [[ $(docker inspect -f '{{.HostConfig.Memory}}' life) == 67108864 ]]
        docker wait life >"$1/code" & waits=$!
        docker stop life >/dev/null
        wait $waits
        [[ $(cat "$1/code") == 4 ]]
        docker commit -c 'CMD ["cat","/tmp/file"]' life life-image >/dev/null
        [[ $(docker run --rm life-image) == content ]]
        docker rm life >/dev/null
        docker rmi life-image >/dev/null
        [[ $(docker events --since 1 --until "$(date +%s)" --filter container=life --format '{{.Action}}') == *die* ]]
        """;

    private const string Project = """
        set -euo pipefail
        cat >"$1/compose.yaml" <<'END'
        services:
          web:
            image: busybox
            command: sh -c 'echo up $$WHO; exec sleep 1000'
            environment: { WHO: me }
            network_mode: bridge
            stop_grace_period: 0s
            volumes: [ "data:/data" ]
            healthcheck: { test: [ "CMD", "true" ], interval: 1s }
          quiet: { image: busybox, command: sleep 1000, network_mode: none, stop_grace_period: 0s }
          hosts: { image: busybox, command: sleep 1000, network_mode: host, stop_grace_period: 0s, depends_on: { web: { condition: service_healthy } } }
        volumes: { data: {} }
        END
        compose() { docker compose --progress quiet -p proj -f "$1/compose.yaml" "${@:2}"; }
        compose "$1" up -d
        [[ $(compose "$1" ps --services --status running | sort | tr '\n' ' ') == 'hosts quiet web ' ]]
        [[ $(compose "$1" logs web) == *'up me'* ]]
        [[ $(compose "$1" exec -T web sh -c 'echo $WHO') == me ]]
        before=$(compose "$1" ps -q web)
        compose "$1" up -d
        [[ $(compose "$1" ps -q web) == "$before" ]]
        compose "$1" restart -t 0 quiet
        compose "$1" down -v
        [[ -z $(docker ps -aq --filter label=com.docker.compose.project=proj) ]]
        [[ -z $(docker volume ls -q --filter name=proj_data) ]]
        """;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (docker.IsRunning) await RemoveAllAsync(await docker.StartedAsync(Panel));
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task CommandLine_ThroughALife_Succeeds(bool withPanel) => RunAsync(Life, withPanel);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Compose_WithoutNetworksOfItsOwn_BringsAProjectUpAndDown(bool withPanel) => RunAsync(Project, withPanel);

    private async Task RunAsync(string script, bool withPanel)
    {
        var programs = Path.Combine(Repository.Root, "artifacts/clients/26");
        Assert.SkipUnless(Directory.Exists(programs), "There is no Docker 26.1.5; ./test.sh fetches it.");
        if (!withPanel) await docker.StartedAsync(Panel);
        Directory.CreateSymbolicLink(Folder + "/cli-plugins", programs + "/cli-plugins");
        var (code, output, error) = await Command.TryAsync(
            "env", [$"DOCKER_HOST={(withPanel ? Panel.DockerHost : docker.DockerHost)}", $"DOCKER_CONFIG={Folder}", $"PATH={programs}:{Environment.GetEnvironmentVariable("PATH")}", "bash", "-xc", script, "bash", Folder], Cancellation);
        Assert.True(code == 0, $"It ended with {code}: {output}\n{error}");
    }
}
