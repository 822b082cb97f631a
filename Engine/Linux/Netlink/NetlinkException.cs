using System.Runtime.InteropServices;

namespace Panel.Engine.Linux.Netlink;

/// <summary>The kernel refused a netlink request.</summary>
public sealed class NetlinkException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="operation">The failed operation, such as <c>create veth0a1b</c>.</param>
    /// <param name="errno">The kernel's error number.</param>
    /// <param name="detail">The kernel's own explanation (extended acknowledgement), if any.</param>
    public NetlinkException(string operation, int errno, string? detail = null)
        : base($"Cannot {operation}: {detail ?? Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).")
    {
        Operation = operation;
        Errno = errno;
        Detail = detail;
    }

    /// <summary>The failed operation.</summary>
    public string Operation { get; }

    /// <summary>The kernel's error number.</summary>
    public int Errno { get; }

    /// <summary>The kernel's own explanation, if any.</summary>
    public string? Detail { get; }
}
