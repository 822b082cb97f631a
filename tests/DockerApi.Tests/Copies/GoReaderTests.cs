using Panel.DockerApi.Tests.Comparison;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Copies;

/// <summary>
/// Go's reader, which Docker 26.1.5 unpacks images and root file systems with, finds in the panel's archives what was put into a container: sparse files,
/// capabilities, devices, hard links, long names, great ids, names that are no text, and times after 2242.
/// </summary>
public sealed class GoReaderTests(ApiPanel panel, DockerEngine docker) : ApiTest(panel)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spc").FullName;

    private static string Scripts => Path.Combine(Repository.Root, "tests/DockerApi.Tests/Copies");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // Not every name in it is text, which Directory.Delete wants.
        await Command.OutputAsync("rm", ["-rf", _folder]);
        foreach (var api in docker.IsRunning ? new[] { Api, await docker.StartedAsync(Panel) } : [Api])
        {
            await RemoveAllAsync(api);
            foreach (var image in new[] { "special", "reread" }) await api.AskAsync(HttpMethod.Delete, $"/images/{image}?force=1");
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task SavedExportedAndCopiedArchives_HoldWhatWasPutIn()
    {
        await docker.StartedAsync(Panel);
        await Command.OutputAsync("bash", [$"{Scripts}/special.sh", _folder], Cancellation);
        await Api.CreateAsync("true", "\"HostConfig\":{\"UsernsMode\":\"host\"}", "maker");
        await RunAsync($"panel cp - maker:/ <{_folder}/special.tar; panel cp maker:/special - >{_folder}/copied.tar; panel export maker >{_folder}/exported.tar");
        await RunAsync($"panel commit maker special; panel save special | docker load; docker create --name loaded special true; docker export loaded >{_folder}/loaded.tar");
        await RunAsync($"docker import {_folder}/exported.tar reread; docker create --name reread reread true; docker export reread >{_folder}/reread.tar");

        // Docker's own export tells no attributes but capabilities.
        foreach (var (archive, attributes) in new[] { ("copied.tar", ""), ("exported.tar", ""), ("loaded.tar", "security."), ("reread.tar", "security.") })
        {
            var put = await ListAsync("special.tar", attributes);
            Assert.Contains("security.capability", put, StringComparison.Ordinal);
            var read = await ListAsync(archive, attributes);
            Assert.Equal((archive, ""), (archive, string.Join('\n', put.Split('\n').Except(read.Split('\n')).Concat(read.Split('\n').Except(put.Split('\n'))))));
        }
    }

    private Task<string> ListAsync(string archive, string attributes) =>
        Command.OutputAsync("python3", [$"{Scripts}/list.py", $"{_folder}/{archive}", attributes], Cancellation);

    private async Task RunAsync(string script)
    {
        var program = Path.Combine(Repository.Root, "artifacts/clients/26/docker");
        Assert.SkipUnless(File.Exists(program), "There is no Docker 26.1.5; ./test.sh fetches it.");
        var whole = $$"""set -euo pipefail; panel() { {{program}} -H {{Panel.DockerHost}} "$@"; }; docker() { {{program}} -H {{docker.DockerHost}} "$@"; }; {{script}}""";
        await Command.OutputAsync("bash", ["-c", whole], Cancellation);
    }
}
