using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Panel.Engine.Native.State;

namespace Panel.Engine.Native.Seccomp;

/// <summary>Compiled filters as files that the shims load: one for each profile and set of capabilities, created at its first use.</summary>
/// <remarks>They are in the run root, so that a new kernel after a reboot gets new ones. A file's name derives from its content, and the
/// file never changes.</remarks>
public sealed class SeccompFilters(EnginePaths paths)
{
    private readonly ConcurrentDictionary<(SeccompProfile Profile, string Capabilities), string> _files = [];
    private readonly Version _kernel = KernelVersion();

    /// <summary>Path of the filter file, which contains an array of struct sock_filter.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="capabilities">Bounding set, as CAP_… names.</param>
    /// <exception cref="Contract.InvalidInputException">The profile is wrong.</exception>
    public string FileFor(SeccompProfile profile, IReadOnlySet<string> capabilities)
    {
        var key = (profile, string.Join(',', capabilities.Order(StringComparer.Ordinal)));
        return _files.GetOrAdd(key, _ => Write(SeccompCompiler.Compile(profile, capabilities, _kernel)));
    }

    private string Write(byte[] program)
    {
        var directory = paths.RunRoot + "/seccomp";
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = $"{directory}/{Convert.ToHexStringLower(SHA256.HashData(program))[..32]}.bpf";
        if (!File.Exists(file)) AtomicFile.WriteUnsynced(file, program);
        return file;
    }

    private static Version KernelVersion()
    {
        var parts = File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-');
        return new Version(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
