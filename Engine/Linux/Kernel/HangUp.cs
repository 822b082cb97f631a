namespace Panel.Engine.Linux.Kernel;

/// <summary>Whether the other end of a stream socket has closed it.</summary>
public static class HangUp
{
    /// <summary>True once the other end sends nothing more, also while what it sent before has not been read yet.</summary>
    public static bool Has(int socket) => Readiness.Has(socket, Readiness.HangUp);
}
