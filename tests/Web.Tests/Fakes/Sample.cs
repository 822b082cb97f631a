using System.Security.Cryptography;
using System.Text;
using Panel.Engine.Contract;

namespace Panel.Web.Tests.Fakes;

/// <summary>Makes objects with everything that a page needs.</summary>
public static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly SecurityDetails Security = new()
    {
        UserNamespace = true,
        CgroupNamespace = false,
        Capabilities = ["CAP_CHOWN", "CAP_KILL"],
        AddedCapabilities = [],
        DroppedCapabilities = [],
        Seccomp = SeccompMode.Default,
        MaskedPaths = [],
        ReadOnlyPaths = [],
        Weaknesses = [],
        Strengths = [],
    };

    public static string Id(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static ContainerState State(ContainerStatus status, int exitCode = 0) => new()
    {
        Status = status,
        ExitCode = exitCode,
        StartedAt = status == ContainerStatus.Created ? null : Now.AddHours(-2),
        FinishedAt = status == ContainerStatus.Exited ? Now.AddMinutes(-5) : null,
    };

    public static ContainerDetails Container(
        string name, ContainerStatus status = ContainerStatus.Running, string image = "busybox:latest", DateTimeOffset? created = null, params PortBinding[] ports) => new()
        {
            Summary = new ContainerSummary
            {
                Id = Id(name),
                Name = name,
                Image = image,
                ImageId = "sha256:" + Id(image),
                Command = "sh",
                CreatedAt = created ?? Now.AddDays(-1),
                State = State(status),
                Ports = ports,
            },
            Spec = new ContainerSpec { Image = image },
            Process = new ProcessDetails(["sh", "-c", "sleep 1"], ["PATH=/bin", "SECRET=hunter2"], "/", "", "SIGTERM"),
            LogPath = "/var/lib/panel/log",
            Security = Security,
        };

    /// <summary>With something that the engine does not understand.</summary>
    public static ContainerDetails Doubtful(ContainerDetails container, ContainerDoubtKind kind) => container with
    {
        Summary = container.Summary with { State = container.Summary.State with { Doubt = new(kind, $"The reason of {kind}.", $"The remedy of {kind}.") } },
    };

    public static ImageSummary Image(string id, params string[] tags) => new()
    {
        Id = "sha256:" + Id(id),
        RepositoryTags = tags,
        CreatedAt = Now.AddDays(-2),
        SizeBytes = 2 << 20,
        UniqueBytes = 2 << 20,
    };
}
