using Panel.Engine.Contract;
using Panel.Engine.Native.Containers;
using Panel.Engine.Native.Ranges;
using Panel.Engine.Native.Security;
using Panel.Engine.Native.Specs;
using Panel.Engine.Native.State;
using Panel.Engine.Native.Words;
using Panel.Engine.Protocol;

namespace Panel.Engine.Native.Execs;

/// <summary>Checks a command and converts it for its shim.</summary>
internal static class ExecSpecOf
{
    /// <exception cref="InvalidInputException">A field is wrong.</exception>
    public static void Check(ExecSpec spec)
    {
        if (spec.Arguments is not [{ Length: > 0 }, ..]) throw InputCheck.Wrong("Give a command to run.", nameof(spec.Arguments));
        InputCheck.CheckWords(spec.Arguments, nameof(spec.Arguments));
        InputCheck.CheckEnvironment(spec.Environment);
        if (!string.IsNullOrEmpty(spec.WorkingDirectory)) InputCheck.CheckPath(spec.WorkingDirectory, nameof(spec.WorkingDirectory));
        if (!string.IsNullOrEmpty(spec.User)) InputCheck.CheckUser(spec.User);
    }

    /// <summary>Converts it for the shim.</summary>
    /// <param name="exec">The command.</param>
    /// <param name="options">The start options.</param>
    /// <param name="paths">The location of its files.</param>
    /// <param name="seccompFilter">The container's filter.</param>
    /// <param name="hostname">The container's host name.</param>
    public static ShimSpec Shim(Exec exec, ExecStartOptions options, EnginePaths paths, string? seccompFilter, string hostname)
    {
        var (spec, config, state) = (exec.Spec, exec.Container.Config, exec.Container.State);
        var shim = ShimSpec.Blank();
        shim.ContainerId = config.Id;
        shim.BootId = state.BootId ?? "";
        shim.Exec = new ProcessReference { Pid = state.Pid, StartTimeTicks = state.StartTimeTicks };
        shim.ExitFile = paths.RunExecExit(config.Id, exec.Id);
        shim.SocketPath = paths.RunExecSocket(config.Id, exec.Id);
        shim.CgroupPath = paths.Cgroup(config);
        shim.Hostname = hostname;
        shim.UserNamespace = config.UserNamespaceBase is { } first ? new UserNamespaceSpec { FirstId = first, Count = UserNamespaceRanges.Size } : null;
        shim.Process = Process(spec, config, options);
        SecuritySpec.Rights(shim.Process, config.Spec.Security, seccompFilter);
        if (spec.Privileged) shim.Process.Capabilities = (long)CapabilitySet.Mask(new SecurityOptions { Privileged = true });
        shim.AwaitedAttachments = IsAttached(spec, options) ? 1 : 0;
        return shim;
    }

    public static bool IsAttached(ExecSpec spec, ExecStartOptions options) => !options.Detach && spec.Attach is { Stdin: true } or { Stdout: true } or { Stderr: true };

    private static ProcessSpec Process(ExecSpec spec, ContainerConfig config, ExecStartOptions options) => new()
    {
        Arguments = [.. spec.Arguments],
        Environment = SpecMerge.Environment(config.Process.Environment, spec.Environment),
        WorkingDirectory = string.IsNullOrEmpty(spec.WorkingDirectory) ? config.Process.WorkingDirectory : spec.WorkingDirectory,
        User = string.IsNullOrEmpty(spec.User) ? config.Process.User : spec.User,
        Tty = spec.Tty,
        Rows = options.Rows ?? spec.Rows,
        Columns = options.Columns ?? spec.Columns,
        OpenStdin = spec.Attach.Stdin && !options.Detach,
    };
}
