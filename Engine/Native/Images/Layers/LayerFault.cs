using Panel.Engine.Contract;
using Panel.Engine.Linux.Kernel;

namespace Panel.Engine.Native.Images.Layers;

/// <summary>A fault of an entry; the entry's name precedes the sentence where it is known.</summary>
internal sealed class LayerFaultException(string fault) : Exception(fault);

/// <summary>Errors of a layer that name the entry.</summary>
internal static class LayerFault
{
    /// <summary>A sentence without its subject, the entry, which the reader adds.</summary>
    public static LayerFaultException Invalid(string fault) => new(fault);

    public static InvalidInputException Entry(string name, string fault, Exception? inner = null) =>
        new($"The archive's entry '{LayerEntry.Show(name)}' {fault}.", inner: inner);

    /// <summary>Something is mounted at the entry's place.</summary>
    public static ConflictException Mount(LayerEntry entry, string what) =>
        new($"The archive's entry '{entry.Display}' would replace {what}, which stays as it is; write to it from inside the container.");

    /// <summary>The kernel refused, because of this machine or of the entry.</summary>
    public static EngineException Kernel(string operation, LayerEntry entry, int result)
    {
        var errno = -result;
        if (operation == "mknod" && errno == FileCalls.EPERM)
            return new ConflictException($"The archive's entry '{entry.Display}' is a device, and the kernel creates none in the user namespace of a running container; copy it while the container is stopped, or leave it out.");
        var words = Errno.Describe(errno);
        return errno is FileCalls.ENOSPC or FileCalls.EDQUOT or FileCalls.EIO or FileCalls.EROFS or FileCalls.EPERM or FileCalls.EMFILE or FileCalls.ENFILE or FileCalls.ENOMEM
            ? new EngineFailureException($"Extracting '{entry.Display}' failed at {operation}: {words}.", operation, errno)
            : new InvalidInputException($"The archive's entry '{entry.Display}' cannot be extracted: {operation}: {words}.");
    }
}
