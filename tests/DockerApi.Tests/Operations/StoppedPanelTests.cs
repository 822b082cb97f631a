using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Operations;

/// <summary>A real panel that is stopped while nothing runs leaves nothing on the host (ADR 0024).</summary>
public sealed class StoppedPanelTests
{
    // In a network of its own: what other panels of this machine need is set there too.
    private const string Script =
        """
        ip link set lo up
        echo 0 > /proc/sys/net/ipv4/ip_forward
        echo 0 > /proc/sys/net/ipv4/conf/all/accept_redirects
        host() {
            ip -o link | cut -d: -f2
            nft list tables
            grep -rs . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/bridge | sort
        }
        host > "$1/before"
        dotnet "$2" --urls http://127.0.0.1:5000 > "$1/output" 2>&1 &
        panel=$!
        for try in $(seq 600); do
            ! curl -fsS http://127.0.0.1:5000/healthz > /dev/null 2>&1 || break
            kill -0 $panel
            sleep 0.1
        done
        host > "$1/running"
        kill -TERM $panel
        wait $panel
        host > "$1/after"
        """;

    [Fact]
    public async Task Panel_StoppedWhileNothingRuns_LeavesTheHostAsItWas()
    {
        var folder = Directory.CreateTempSubdirectory("panel-stopped-").FullName;
        var roots = new PanelRoots();
        try
        {
            await Command.OutputAsync(
                "unshare",
                [
                    "--net", "env", $"Panel__DataRoot={roots.Paths.DataRoot}", $"Panel__RunRoot={roots.Paths.RunRoot}", $"Panel__ShimPath={Repository.PanelShim}",
                    "bash", "-euc", Script, "stopped", folder, Repository.PanelApp,
                ],
                TestContext.Current.CancellationToken);

            var (before, running) = (File.ReadAllText(folder + "/before"), File.ReadAllText(folder + "/running"));
            Assert.Contains("ip_forward:0", before, StringComparison.Ordinal);
            foreach (var made in (string[])[roots.Paths.BridgeName, "table inet " + roots.Paths.InstanceName, "ip_forward:1"])
                Assert.Contains(made, running, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllText(folder + "/after"));
            Assert.Empty(Cgroups.Find(roots.Paths.InstanceName));
            Assert.DoesNotContain(ProcessTable.Read(), process => process.Arguments.Any(argument => argument.StartsWith(roots.Paths.RunRoot + "/", StringComparison.Ordinal)));
        }
        catch (InvalidOperationException) when (File.Exists(folder + "/output"))
        {
            Assert.Fail("The panel said:\n" + await File.ReadAllTextAsync(folder + "/output", TestContext.Current.CancellationToken));
        }
        finally
        {
            await roots.RemoveAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
