using System.Globalization;
using System.Net;
using System.Text.Json;
using Panel.DockerApi.Tests.Fixtures;
using Panel.Tests.Shared;

namespace Panel.DockerApi.Tests.Comparison.Generated;

/// <summary>Runs cases of the command line against Docker and the panel at the same time, and collects differences.</summary>
internal sealed class CliRunner : IDisposable
{
    private readonly string _files = Directory.CreateTempSubdirectory("pnlcli").FullName;
    private readonly CliSide _docker;
    private readonly CliSide _panel;
    private readonly List<string> _found = [];

    /// <summary>Prepares files for the flags that name one.</summary>
    /// <param name="cli">The command line.</param>
    /// <param name="docker">Docker's socket and API.</param>
    /// <param name="panel">The panel's.</param>
    public CliRunner(string cli, (string Host, ApiClient Api) docker, (string Host, ApiClient Api) panel)
    {
        (_docker, _panel) = (new(cli, docker.Host, docker.Api, _files, "docker"), new(cli, panel.Host, panel.Api, _files, "panel"));
        File.WriteAllText(_files + "/env", "A=b\n# a remark\nNOSUCHVARIABLE\nC=\n");
        File.WriteAllText(_files + "/wrong", "A b=c\n");
        File.WriteAllText(_files + "/profile", """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["sethostname"],"action":"SCMP_ACT_ERRNO"}]}""");
        File.CreateSymbolicLink(_files + "/link", "env");
    }

    /// <summary>A line for each difference that is in no table.</summary>
    public IReadOnlyList<string> Found => _found;

    /// <summary>Learns the ids of what <see cref="CaseRunner.PrepareAsync"/> has created.</summary>
    public Task PrepareAsync() => Task.WhenAll(_docker.LearnAsync(), _panel.LearnAsync());

    /// <summary>Runs one, and cleans up.</summary>
    public async Task RunAsync(CliCase one)
    {
        await Task.WhenAll(_docker.BeginAsync(), _panel.BeginAsync());
        foreach (var step in one.Steps) if (!await SameAsync(one, step)) break;
        await Task.WhenAll(_docker.CleanAsync(), _panel.CleanAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_files, recursive: true);

    // Whether both have succeeded, so that the next step says something.
    private async Task<bool> SameAsync(CliCase one, CliStep step)
    {
        var ends = await Task.WhenAll(_docker.RunAsync(step), _panel.RunAsync(step));
        var (ofDocker, ofPanel) = (ends[0], ends[1]);
        if (ofDocker.Code != ofPanel.Code || ofDocker.Kind != ofPanel.Kind)
        {
            if (!await IsRefusedEarlierAsync(step, ofDocker, ofPanel)) Add(one, $"{step.Call}: Docker's ended with {ofDocker.Says}; the panel's with {ofPanel.Says}");
            return false;
        }

        foreach (var difference in Differences(step, ofDocker, ofPanel)) Add(one, difference);
        return ofDocker.Kind == CliKind.None;
    }

    private IEnumerable<string> Differences(CliStep step, CliEnd ofDocker, CliEnd ofPanel)
    {
        var (said, other) = (_docker.Reads(ofDocker.Output), _panel.Reads(ofPanel.Output));
        return step.Look switch
        {
            CliLook.Inside => InsideDifferences.Between(said, other),
            CliLook.Api when ofDocker.Kind == CliKind.None => JsonDifferences.Between(step.Call, JsonElement.Parse(ofDocker.Output), JsonElement.Parse(ofPanel.Output), _docker.Reads, _panel.Reads),
            // The panel records an exit before it cleans up, so the network's event comes after it; and the order of changed files says nothing.
            CliLook.Output when step.Call is "events" or "diff" => CliText.Sorted(said) == CliText.Sorted(other) ? [] : [$"{step.Call}: Docker's printed {CliText.Sorted(said)}; the panel's {CliText.Sorted(other)}"],
            CliLook.Output when said != other => [$"{step.Call}: Docker's printed {Short(said)}; the panel's {Short(other)}"],
            CliLook.Prepare when ofDocker.Code != 0 => [$"{step.Call}: the case cannot be prepared: {ofDocker.Error}"],
            _ => [],
        };
    }

    // The panel checks at create what Docker lets fail at each start.
    private async Task<bool> IsRefusedEarlierAsync(CliStep step, CliEnd ofDocker, CliEnd ofPanel) =>
        step.Call == "create" && ofDocker.Code == 0 && ofPanel.Kind == CliKind.Daemon && (await _docker.RunAsync(new("start", ["start", "case"]))).Code != 0;

    private void Add(CliCase one, string difference)
    {
        if (!GeneratedDifferences.Know(one.Name, difference) && !CliDifferences.Know(one.Name, difference)) _found.Add($"{one.Name} | {difference}");
    }

    private static string Short(string text) => text.Length > 300 ? text[..300].Trim() + "…" : text.Trim();
}

/// <summary>Who refused.</summary>
internal enum CliKind
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>The command line itself.</summary>
    Client,

    /// <summary>The daemon.</summary>
    Daemon,
}

/// <summary>How a command ended.</summary>
internal sealed record CliEnd(int Code, string Output, string Error)
{
    /// <summary>Who refused; a program's own exit code is no refusal.</summary>
    public CliKind Kind =>
        Error.Contains("from daemon", StringComparison.Ordinal) ? CliKind.Daemon
        : Code is 1 or 124 or 125 && Error.Length > 0 ? CliKind.Client : CliKind.None;

    /// <summary>Code and error, for people.</summary>
    public string Says => $"{Code} ({Kind}: {(Error.Length > 220 ? Error[..220] + "…" : Error).Trim().ReplaceLineEndings(" ")})";
}

/// <summary>One of the two.</summary>
internal sealed class CliSide(string cli, string host, ApiClient api, string files, string name)
{
    // A command that has not ended by then follows something for ever.
    private const string Patience = "20";
    private readonly EngineSide _side = new(api);
    private string _begun = "";

    private string Own => $"{files}/{name}";

    /// <summary>A text without what differs in each run.</summary>
    public string Reads(string text) => CliText.Steady(_side.Reads(text.Replace(Own, "{own}", StringComparison.Ordinal)));

    /// <summary>Learns the ids that stand for the same.</summary>
    public async Task LearnAsync()
    {
        _side.Learn((await api.GetAsync("/networks/bridge")).GetProperty("IPAM").GetProperty("Config")[0].GetProperty("Gateway").GetString()!, "gateway");
        _side.Learn((await api.GetAsync("/images/busybox/json")).GetProperty("Id").GetString()!, "busybox");
        foreach (var container in new[] { "done", "still", "kept" }) await LearnAsync(container);
    }

    /// <summary>An empty folder for the files that a command leaves, and the time.</summary>
    public Task BeginAsync()
    {
        Directory.CreateDirectory(Own);
        _begun = Moment.Now();
        return Task.CompletedTask;
    }

    /// <summary>Runs a step.</summary>
    public async Task<CliEnd> RunAsync(CliStep step)
    {
        if (step.Look == CliLook.Api)
        {
            var (status, body) = await api.AskAsync(HttpMethod.Get, "/v1.45" + step.Arguments[0]);
            return status == HttpStatusCode.OK ? new(0, body, "") : new((int)status, "", body);
        }

        string[] arguments = [.. step.Arguments.Select(Filled)];
        var (code, output, error) = await Command.TryAsync("timeout", [Patience, cli, "--host", host, .. arguments], TestContext.Current.CancellationToken);
        if (step.Call is "create" or "run") await LearnAsync("case");
        return new(code, output, error);
    }

    /// <summary>Takes away what a case has made.</summary>
    public async Task CleanAsync()
    {
        await api.RemoveAsync("case");
        await api.AskAsync(HttpMethod.Delete, "/images/made:1?force=1");
        Directory.Delete(Own, recursive: true);
    }

    private async Task LearnAsync(string container)
    {
        var (status, body) = await api.AskAsync(HttpMethod.Get, $"/containers/{container}/json");
        if (status == HttpStatusCode.OK) _side.Learn(JsonElement.Parse(body).GetProperty("Id").GetString()!, container);
    }

    private string Filled(string argument) => argument.Replace("{own}", Own, StringComparison.Ordinal).Replace("{files}", files, StringComparison.Ordinal)
        .Replace("{begun}", _begun, StringComparison.Ordinal).Replace("{now}", Moment.Now(), StringComparison.Ordinal);
}
