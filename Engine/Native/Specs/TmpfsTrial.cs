using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;
using Panel.Engine.Linux.Mounts;

namespace Panel.Engine.Native.Specs;

/// <summary>Asks the kernel whether it accepts a tmpfs's options, by creating one without mounting it: memory policies and the largest
/// inode counts depend on it.</summary>
internal static class TmpfsTrial
{
    /// <exception cref="InvalidInputException">The kernel refuses an option.</exception>
    public static void Run(MountSpec mount, string field)
    {
        (string, string?)[] options = [.. TmpfsEntry.Of(mount, [], "/").TmpfsOptions.Select(option => option.Split('=', 2)).Select(parts => (parts[0], parts[1]))];
        try
        {
            Linux.Files.RawFile.Close(MountApi.Create("tmpfs", options, MountFlags.NoDev | MountFlags.NoSuid | MountFlags.NoExec));
        }
        catch (KernelException refusal) when (refusal.Errno is Errno.EINVAL or Errno.ENOMEM)
        {
            throw new InvalidInputException($"The kernel refuses the options of the tmpfs at {mount.Target}: {string.Join(',', options.Select(option => $"{option.Item1}={option.Item2}"))}.", field, refusal);
        }
        catch (KernelException denied) when (denied.Errno == Errno.EPERM)
        {
            // This process may not mount, and so cannot start anything: the start reports that.
        }
    }
}
