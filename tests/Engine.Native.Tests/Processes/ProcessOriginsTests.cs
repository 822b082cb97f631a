using System.Diagnostics;
using Panel.Engine.Contract;
using Panel.Engine.Native.Processes;

namespace Panel.Engine.Native.Tests.Processes;

/// <summary>Which container a process belongs to; in doubt, none may be named.</summary>
public sealed class ProcessOriginsTests
{
    private const string Systemd = "1:name=systemd:/user.slice/session-1.scope";
    private static readonly string Ours = new('a', 64);
    private static readonly string Other = new('b', 64);
    private static readonly ContainerSummary Web = new() { Id = Ours, Name = "web", Image = "busybox", ImageId = "sha256:1", Command = "sh", CreatedAt = default, State = new ContainerState { Status = ContainerStatus.Running } };
    private readonly ProcessOrigins _origins = new(new EnginePaths(new EngineOptions { DataRoot = "/var/lib/panel" }), id => id == Ours ? Web : null);

    public static TheoryData<string, string, string> Groups => new()
    {
        { $"0::/panel/{Ours}", "", "Container" },
        { $"{Systemd}\n4:memory:/panel/{Ours}/inner/deep\n0::/", "", "Container" },
        { $"0::/system.slice/panel.service/panel/{Ours}/panel/{Other}", "", "Container" },
        { $"0::/panel/{Other}", "", "Unknown" },
        { $"0::/pnl0123ab/{Ours}", "", "Unknown" },
        { $"4:memory:/panel/{Ours}\n5:pids:/panel/{Other}", "", "Unknown" },
        { $"0::/panel/{Other}/pnl0123ab/{Ours}/x", $"0::/panel/{Other}", "Unknown" },
        { $"0::/panel/{Other}/panel/{Ours}", $"0::/panel/{Other}", "Container" },
        { $"0::/panel/{Other}/init", $"0::/panel/{Other}", "Host" },
        { $"{Systemd}\n0::/panel/{Ours[1..]}", "", "Host" },
        { $"0::/docker/{Ours}", "", "Host" },
        { $"0::/panel/shop/web/{Ours}", "", "Container" },
        { $"0::/panel/shop/{Ours}/panel/{Other}", "", "Container" },
        { $"0::/panel/pnl0123ab/{Ours}/inner", "", "Container" },
        { $"0::/panel/shop/{Other}/panel/{Ours}", "", "Unknown" },
        { $"0::/panel/shop/{Other}/panel/web/{Ours}", $"0::/panel/shop/{Other}", "Container" },
        { $"4:memory:/panel/shop\n5:pids:/{Ours}", "", "Host" },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Process_InACgroup_IsTheOutermostContainersThatIsOurs(string cgroups, string own, string expected)
    {
        var origin = _origins.Of(cgroups, own);
        Assert.Equal((expected, expected == "Container" ? "web" : null), (origin.Kind.ToString(), origin.Container?.Name));
    }

    [Fact]
    public void Process_BesideTheEngine_IsTheHosts() => Assert.Equal(ProcessOrigin.Host, _origins.Of(Environment.ProcessId));

    [Theory]
    [InlineData("--pid")]
    [InlineData("--user")]
    public void Process_InOtherNamespaces_IsUnknown(string namespaces)
    {
        using var unshare = Process.Start(new ProcessStartInfo("unshare", [namespaces, "--fork", "--kill-child", "sh", "-c", "echo; cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            unshare.StandardOutput.ReadLine();
            var child = int.Parse(File.ReadAllText($"/proc/{unshare.Id}/task/{unshare.Id}/children").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            var origin = _origins.Of(child);
            Assert.Equal((ProcessOriginKind.Unknown, null), (origin.Kind, origin.Container));
            Assert.Contains($"another {namespaces[2..]} namespace", origin.Reason, StringComparison.Ordinal);
        }
        finally
        {
            unshare.StandardInput.Close();
            unshare.WaitForExit();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Process_ThatIsNotThere_IsUnknown(int pid) => Assert.Equal(ProcessOriginKind.Unknown, _origins.Of(pid).Kind);
}
