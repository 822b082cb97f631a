using Panel.Engine.Contract;
using Panel.Engine.Linux.Files;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Layers.Tar;

/// <summary>A fault of an entry; the entry's name precedes the sentence where it is known.</summary>
public sealed class LayerFaultException(string fault) : Exception(fault);

/// <summary>Errors of a layer that name the entry.</summary>
public static class LayerFault
{
    /// <summary>A sentence without its subject, the entry, which the reader adds.</summary>
    public static LayerFaultException Invalid(string fault) => new(fault);

    public static InvalidInputException Entry(string name, string fault, Exception? inner = null) =>
        new($"The archive's entry '{RawName.Show(name)}' {fault}.", inner: inner);

    /// <summary>Something is mounted at the entry's place.</summary>
    public static ConflictException Mount(LayerEntry entry, string what) =>
        new($"The archive's entry '{entry.Display}' would replace {what}, which stays as it is; write to it from inside the container.");

    /// <summary>Returns the result; throws for an error, naming the entry.</summary>
    public static int Check(int result, string operation, LayerEntry entry) => result >= 0 ? result : throw Kernel(operation, entry, result);

    /// <summary>The kernel refused, because of this machine or of the entry.</summary>
    public static EngineException Kernel(string operation, LayerEntry entry, int result)
    {
        var errno = -result;
        if (operation == "mknod" && errno == Errno.EPERM)
            return new ConflictException($"The archive's entry '{entry.Display}' is a device, and the kernel creates none in the user namespace of a running container; copy it while the container is stopped, or leave it out.");
        var words = Errno.Describe(errno);
        return errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EIO or Errno.EROFS or Errno.EPERM or Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM
            ? new EngineFailureException($"Extracting '{entry.Display}' failed at {operation}: {words}.", operation, errno)
            : new InvalidInputException($"The archive's entry '{entry.Display}' cannot be extracted: {operation}: {words}.");
    }
}
