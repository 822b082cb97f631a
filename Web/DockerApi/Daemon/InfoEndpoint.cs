using Panel.Engine.Contract;
using Panel.Web.Configuration;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Daemon;

/// <summary><c>GET /info</c>.</summary>
internal static class InfoEndpoint
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var host = await call.Engine.System.GetInfoAsync(call.Ended);
        var containers = await call.Engine.Containers.ListAsync(cancellationToken: call.Ended);
        var images = await call.Engine.Images.ListAsync(call.Ended);
        var panel = call.Service<PanelOptions>();
        await call.JsonAsync(new InfoModel
        {
            ID = panel.InstanceName(),
            Containers = containers.Count,
            ContainersRunning = Count(containers, ContainerStatus.Running),
            ContainersPaused = Count(containers, ContainerStatus.Paused),
            ContainersStopped = containers.Count(container => !container.State.IsRunning),
            Images = images.Count,
            Driver = "overlay2",
            DriverStatus = [["Userxattr", "false"]],
            Plugins = new(["local"], ["bridge", "host", "null"], null, ["json-file"]),
            SystemTime = GoTime.Text(call.Service<TimeProvider>().GetUtcNow()),
            LoggingDriver = "json-file",
            CgroupDriver = "cgroupfs",
            CgroupVersion = $"{host.CgroupVersion}",
            KernelVersion = host.KernelVersion,
            OperatingSystem = host.OperatingSystem,
            Architecture = host.Architecture switch { "amd64" => "x86_64", "arm64" => "aarch64", var other => other },
            NCPU = host.Cpus,
            MemTotal = host.MemoryBytes,
            DockerRootDir = host.DataRoot,
            Name = host.Name,
            ServerVersion = host.EngineVersion,
            Runtimes = new() { ["panel"] = new("panel-shim") },
            DefaultRuntime = "panel",
            SecurityOptions = panel.UserNamespaces ? ["name=seccomp,profile=builtin", "name=userns"] : ["name=seccomp,profile=builtin"],
            Warnings = host.Warnings,
        }, DockerJson.Answers.InfoModel);
    }

    private static int Count(IReadOnlyList<ContainerSummary> containers, ContainerStatus status) => containers.Count(container => container.State.Status == status);
}
