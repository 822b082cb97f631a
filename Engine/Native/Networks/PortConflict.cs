using System.Text.RegularExpressions;
using Panel.Engine.Contract;
using Panel.Engine.Linux.Netlink;
using Panel.Engine.Native.Processes;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Networks;

/// <summary>Says who has a port that a container requests: another container, or a process of the host.</summary>
/// <param name="namespacePath">The host's network namespace; null means the engine's own.</param>
internal sealed partial class PortConflict(string? namespacePath)
{
    /// <summary>The error. It begins with Docker's words, which clients match on.</summary>
    /// <param name="taken">The port and its publisher.</param>
    /// <param name="asking">The container that requests it.</param>
    /// <param name="nameOf">Returns a container's name by its full id; null when there is none.</param>
    public ConflictException Explain(PortTakenException taken, string asking, Func<string, string?> nameOf)
    {
        var what = taken.ContainerId is { } container ? Allocated(taken.Port, container, asking, nameOf) : InUse(taken.Port, nameOf);
        return new ConflictException(what, taken) { Field = $"Ports[{taken.Index}].HostPort" };
    }

    /// <summary>Explains the first port that is not free; null when all are.</summary>
    public string? Explain(IEnumerable<PublishedPort> ports, Func<string, string?> nameOf) =>
        NetworkNamespace.Run(namespacePath, () => ports.FirstOrDefault(port => !PortProbe.IsFree(port))) is { } taken ? InUse(taken, nameOf) : null;

    private static string Allocated(PublishedPort port, string holder, string asking, Func<string, string?> nameOf)
    {
        var who = holder == asking ? "the container itself publishes it twice; leave one out" : $"the container {nameOf(holder) ?? holder[..Math.Min(12, holder.Length)]} publishes it; stop that";
        return $"Bind for {port.HostAddress}:{port.HostPort} failed: port is already allocated: {who}, or choose another host port.";
    }

    private string InUse(PublishedPort port, Func<string, string?> nameOf)
    {
        var protocol = port.Protocol == PortProtocol.Tcp ? "tcp" : "udp";
        var sockets = NetworkNamespace.Run(namespacePath, () => HostSocket.On(port));
        return $"listen {protocol}4 {port.HostAddress}:{port.HostPort}: bind: address already in use: {Holder(sockets is [var likeliest, ..] ? likeliest : null, protocol, nameOf)}, or choose another host port.";
    }

    private static string Holder(HostSocket? socket, string protocol, Func<string, string?> nameOf)
    {
        // A socket that is bound but does not listen is in no table: other panels' shims hold their ports that way.
        if (socket is null) return "a program of this host has bound it without listening; stop that";
        if (socket.IsTimeWait) return "connections that a program of this host closed hold it for up to a minute; wait";
        var place = $"{(socket.IsListening ? "listens on" : "uses")} {socket.Local}/{protocol}";
        if (SocketProcess.Find(socket.Inode) is not { } process) return $"a process that the panel cannot see {place}; stop it";
        var container = IdPattern().Matches(process.Cgroup).Select(id => nameOf(id.Value)).FirstOrDefault(name => name is not null);
        return $"the process {process.Name} (pid {process.Pid}) of {(container is null ? "this host" : $"the container {container}")} {place}; stop it";
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex IdPattern();
}
