using Panel.Engine.Contract;
using Panel.Web.DockerApi.Http;
using Panel.Web.DockerApi.Models;

namespace Panel.Web.DockerApi.Containers;

/// <summary><c>GET /containers/{id}/json</c>.</summary>
internal static class ContainerInspection
{
    public static async Task AnswerAsync(ApiCall call)
    {
        var details = await ContainerLookup.FindAsync(call);
        var (row, state) = (details.Summary, details.Summary.State);
        var size = call.Flag("size") ? await call.Engine.Containers.GetSizeAsync(row.Id, call.Ended) : null;
        await call.JsonAsync(new ContainerInspect
        {
            Id = row.Id,
            Created = GoTime.Text(row.CreatedAt),
            Path = details.Process.Arguments is [var program, ..] ? program : "",
            Args = [.. details.Process.Arguments.Skip(1)],
            State = State(state),
            Image = row.ImageId,
            ResolvConfPath = "",
            HostnamePath = "",
            HostsPath = "",
            LogPath = details.LogPath,
            Name = "/" + row.Name,
            RestartCount = state.RestartCount,
            Driver = "overlay2",
            AppArmorProfile = details.Spec.Security.AppArmorProfile ?? "",
            Platform = "linux",
            ExecIDs = details.ExecIds is { Count: > 0 } execs ? [.. execs] : null,
            HostConfig = InspectedHost.Config(details),
            GraphDriver = new("overlay2", null),
            SizeRw = size?.WrittenBytes,
            SizeRootFs = size?.TotalBytes,
            Mounts = ContainerMounts.Points(details),
            Config = Config(details),
            NetworkSettings = ContainerNetworks.Of(call).Settings(details),
        }, DockerJson.Answers.ContainerInspect);
    }

    private static ContainerStateModel State(ContainerState state) => new()
    {
        Status = StatusText.Word(state.Status),
        Running = state.IsRunning || state.Status == ContainerStatus.Restarting,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        OOMKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = GoTime.Text(state.StartedAt),
        FinishedAt = GoTime.Text(state.FinishedAt),
        Health = HealthModels.State(state.Health),
    };

    private static ContainerConfig Config(ContainerDetails details)
    {
        var spec = details.Spec;
        var exposed = (spec.Asked?.ExposedPorts ?? details.Summary.Ports.Select(ContainerPorts.Key).Distinct()).ToDictionary(port => port, _ => (Empty?)new Empty());
        var volumes = DeclaredVolumes(details).ToDictionary(path => path, _ => (Empty?)new Empty());
        return new()
        {
            Hostname = details.Hostname,
            Domainname = details.Domainname,
            User = details.Process.User,
            AttachStdin = spec.AttachIntent.HasFlag(AttachIntent.Input),
            AttachStdout = spec.AttachIntent.HasFlag(AttachIntent.Output),
            AttachStderr = spec.AttachIntent.HasFlag(AttachIntent.Error),
            ExposedPorts = exposed.Count == 0 ? null : exposed,
            Tty = spec.Tty,
            OpenStdin = spec.OpenStdin,
            StdinOnce = spec.StdinOnce,
            Env = Environment(details),
            Cmd = Command(details),
            Image = details.Summary.Image,
            Volumes = volumes.Count == 0 ? null : volumes,
            WorkingDir = details.Process.WorkingDirectory is "/" && spec.WorkingDirectory is null ? "" : details.Process.WorkingDirectory,
            Entrypoint = spec.Entrypoint is { Count: > 0 } and not [""] ? [.. spec.Entrypoint] : null,
            Labels = new(details.Summary.Labels),
            OnBuild = spec.Asked?.OnBuild is { } instructions ? [.. instructions] : null,
            Shell = spec.Asked?.Shell is { Count: > 0 } shell ? [.. shell] : null,
            ArgsEscaped = spec.Asked?.ArgsEscaped is true ? true : null,
            NetworkDisabled = spec.DisabledNetworkMode is null ? null : true,
            StopSignal = spec.StopSignal,
            Healthcheck = HealthModels.Config(details.HealthCheck),
            StopTimeout = spec.StopTimeout == Timeout.InfiniteTimeSpan ? -1 : (int?)spec.StopTimeout?.TotalSeconds,
        };
    }

    /// <summary>The volumes that the create and the image declared, including those under another mount.</summary>
    public static IEnumerable<string> DeclaredVolumes(ContainerDetails details) =>
        details.Spec.Asked?.Volumes ?? details.Mounts.Where(mount => mount is { Kind: MountKind.Volume, Anonymous: true }).Select(mount => mount.Target);

    // The environment of the request, with names that have no value, followed by what the image adds.
    private static List<string> Environment(ContainerDetails details)
    {
        var names = details.Spec.Environment.Select(Name).ToHashSet(StringComparer.Ordinal);
        return [.. details.Spec.Environment, .. details.Process.Environment.Where(variable => !names.Contains(Name(variable)))];

        static string Name(string variable) => variable.Split('=', 2)[0];
    }

    // The words after the entrypoint: the caller's command, or else the image's.
    private static List<string>? Command(ContainerDetails details)
    {
        if (details.Spec.Command is { Count: > 0 } own) return [.. own];
        List<string> rest = [.. details.Process.Arguments.Skip(details.Spec.Entrypoint?.Count ?? 0)];
        return rest.Count == 0 ? null : rest;
    }
}
