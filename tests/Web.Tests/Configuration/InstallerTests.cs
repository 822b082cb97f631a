using Panel.Tests.Shared;

namespace Panel.Web.Tests.Configuration;

/// <summary>What install.sh writes into the panel's settings.</summary>
public sealed class InstallerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("panel-install-").FullName;

    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private string Socket => _folder + "/docker.sock";

    [Theory]
    [InlineData("# Settings\n")]
    [InlineData("Urls=http://127.0.0.1:7080")]
    public async Task SocketLink_WhereNoDockerIs_IsSetOnceAtInstallationAndUpgrade(string settings)
    {
        await LinkAsync(settings);
        Assert.Equal($"{settings.TrimEnd('\n')}\nPanel__DockerSocketLink={Socket}\n", await LinkAsync(null));
    }

    [Theory]
    [InlineData("Panel__DockerSocketLink=\n", false, false)]
    [InlineData("# Panel__DockerSocketLink=/var/run/docker.sock\n", false, false)]
    [InlineData("# Settings\n", true, false)]
    [InlineData("# Settings\n", false, true)]
    public async Task SocketLink_WhereItIsDeclinedOrDockerIs_IsNotSet(string settings, bool hasDocker, bool hasSocket)
    {
        if (hasDocker) await File.WriteAllTextAsync(_folder + "/dockerd", "#!/bin/sh\n", Cancellation);
        if (hasDocker) File.SetUnixFileMode(_folder + "/dockerd", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        if (hasSocket) File.CreateSymbolicLink(Socket, "/nowhere");
        Assert.Equal(settings, await LinkAsync(settings));
    }

    [Fact]
    public async Task Command_Installed_HasTheServicesSettingsAndTheCallersWin()
    {
        var settings = _folder + "/panel.env";
        await File.WriteAllTextAsync(settings, "# Settings\nPanel__DataRoot=/srv/a b\nPanel__RunRoot=\"/run/x\"\nUrls=http://a?b=c\nnot a setting\nPanel__Admin__UserName='ada'", Cancellation);
        // The installed layout: bin, app and shim side by side; dotnet is a script that says what it gets.
        await File.WriteAllTextAsync(_folder + "/dotnet", "#!/bin/sh\nprintf '%s|' \"$Panel__DataRoot\" \"$Panel__RunRoot\" \"$Urls\" \"$Panel__Admin__UserName\" \"$@\"\n", Cancellation);
        File.SetUnixFileMode(_folder + "/dotnet", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(_folder + "/bin");
        File.Copy(Path.Combine(Repository.Root, "docker-bootstrap", "panel.sh"), _folder + "/bin/panel");
        File.CreateSymbolicLink(_folder + "/linked", _folder + "/bin/panel");

        async Task<string> RunAsync(string words) => await Command.OutputAsync(
            "env", ["-u", "DOTNET_ROOT", "Urls=mine", $"PATH={_folder}:/usr/bin:/bin", $"PANEL_SETTINGS={settings}", "bash", "-c", $"{_folder}/linked {words}"], Cancellation);

        Assert.Equal($"/srv/a b|/run/x|mine|ada|{_folder}/app/panel.dll|unlock|a b|", await RunAsync("unlock 'a b'"));
        Assert.EndsWith("/app/panel.dll|--help|", await RunAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "linked")]
    [InlineData("ln -s \"$2\" \"$3\"", "linked")]
    [InlineData("echo mine >\"$3\"", "mine")]
    [InlineData("ln -s /nowhere \"$3\"", "/nowhere")]
    public async Task Command_InThePath_TakesNoOthersPlace(string before, string after)
    {
        var (target, link) = (_folder + "/panel", _folder + "/path/panel");
        await File.WriteAllTextAsync(target, "linked", Cancellation);
        await Command.OutputAsync(
            "bash", ["-c", $"mkdir -p \"$(dirname \"$3\")\"; {(before.Length == 0 ? ":" : before)}; ROOT=$1; . \"$1/docker-bootstrap/lib.sh\"; set -e; link_command \"$2\" \"$3\" 2>/dev/null", "-", Repository.Root, target, link],
            Cancellation);
        Assert.Equal(after, after == "/nowhere" ? new FileInfo(link).LinkTarget : (await File.ReadAllTextAsync(link, Cancellation)).Trim());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> LinkAsync(string? settings)
    {
        var file = _folder + "/panel.env";
        if (settings is not null) await File.WriteAllTextAsync(file, settings, Cancellation);
        // This machine may have a dockerd; the folder that stands for it is the only place beside the tools.
        foreach (var tool in new[] { "grep", "tail" }) await Command.TryAsync("sh", ["-c", $"ln -sf $(command -v {tool}) {_folder}/{tool}"], Cancellation);
        await Command.OutputAsync("bash", ["-c", "ROOT=$1; . \"$1/docker-bootstrap/lib.sh\"; PATH=$2; set -e; link_docker_socket \"$3\" \"$4\"", "-", Repository.Root, _folder, file, Socket], Cancellation);
        return await File.ReadAllTextAsync(file, Cancellation);
    }
}
