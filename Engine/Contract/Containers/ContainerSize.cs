namespace Panel.Engine.Contract;

/// <summary>How much a container takes on disk, in bytes.</summary>
/// <param name="WrittenBytes">What it has written on top of its image.</param>
/// <param name="TotalBytes">That and its image, which others may share.</param>
public sealed record ContainerSize(long WrittenBytes, long TotalBytes);
