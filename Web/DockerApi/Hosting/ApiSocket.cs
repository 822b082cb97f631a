using System.Net.Sockets;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Users;
using Panel.Web.Configuration;

namespace Panel.Web.DockerApi.Hosting;

/// <summary>The unix socket's file: bound at <see cref="BindPath"/>, then renamed into place with its permissions.</summary>
/// <remarks>So nobody ever sees it with other permissions, and the socket of a dead panel is replaced in one step.</remarks>
internal sealed class ApiSocket
{
    // unix(7): sun_path holds 108 bytes, including the final NUL.
    private const int LongestPath = 107;
    private const string BindSuffix = ".new";
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _runRoot;

    /// <param name="path">Absolute path of the socket.</param>
    /// <param name="group">The group that may use it.</param>
    /// <param name="runRoot">The panel's run root. The group needs search permission on it when the socket is inside.</param>
    /// <exception cref="StartUpException">The path is too long.</exception>
    public ApiSocket(string path, GroupEntry group, string runRoot)
    {
        (Path, Group, _runRoot) = (path, group, System.IO.Path.TrimEndingDirectorySeparator(runRoot));
        if (System.Text.Encoding.UTF8.GetByteCount(BindPath) > LongestPath)
            throw new StartUpException($"Panel:ApiSocket '{path}' is too long: at most {LongestPath - BindSuffix.Length} bytes fit into the address of a unix socket.");
    }

    public string Path { get; }

    public GroupEntry Group { get; }

    public string BindPath => Path + BindSuffix;

    /// <summary>Creates the directory, and checks that no running panel uses the path.</summary>
    /// <exception cref="StartUpException">Another program listens there, or something else is at the path.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var directory = System.IO.Path.GetDirectoryName(Path)!;
        var made = !Directory.Exists(directory);
        if (made) Directory.CreateDirectory(directory, OwnerOnly);
        if (System.IO.Path.Exists(Path)) await RefuseIfTakenAsync(cancellationToken);
        File.Delete(BindPath);
        // The run root is for its owner alone; the group may pass through it to the socket, but not list it.
        if (Group.Gid == 0 || (!made && directory != _runRoot)) return;
        SocketFile.GiveToGroup(directory, Group.Gid);
        File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.GroupExecute);
    }

    /// <summary>Moves the bound socket into its place.</summary>
    public void Publish()
    {
        SocketFile.GiveToGroup(BindPath, Group.Gid);
        File.SetUnixFileMode(BindPath, SocketMode);
        File.Move(BindPath, Path, overwrite: true);
    }

    private async Task RefuseIfTakenAsync(CancellationToken cancellationToken)
    {
        if (!SocketFile.Is(Path)) throw new StartUpException($"Panel:ApiSocket '{Path}' exists and is not a socket; remove it, or set another path.");
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellationToken);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Nobody listens there any more: its panel is dead.
            return;
        }

        throw new StartUpException($"Another program serves {Path}; stop it, or set Panel:ApiSocket to another path.");
    }
}
