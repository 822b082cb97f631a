namespace Panel.Engine.Contract;

/// <summary>A container's size on disk, in bytes.</summary>
/// <param name="WrittenBytes">The bytes that it has written on top of its image.</param>
/// <param name="TotalBytes">These bytes and its image, which it may share with others.</param>
public sealed record ContainerSize(long WrittenBytes, long TotalBytes);
