namespace Panel.Web.DockerApi.Hosting;

/// <summary>A link at the place of Docker's own socket, so that programs without <c>DOCKER_HOST</c> find the panel. Anything else at that
/// place stays unchanged.</summary>
internal sealed class DockerSocketLink(string place, string socket, ILogger logger)
{
    /// <summary>Creates the link if nothing is in its place.</summary>
    public void Make()
    {
        if (IsOurs()) return;
        try
        {
            // Exists follows links; a dangling link belongs to somebody, too.
            if (Path.Exists(place) || new FileInfo(place).LinkTarget is not null) DockerApiLog.LinkLeft(logger, place, socket);
            else File.CreateSymbolicLink(place, socket);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The panel still serves its own socket.
            DockerApiLog.LinkFailed(logger, place, error);
        }
    }

    /// <summary>Removes the link if it still leads to the panel's socket.</summary>
    public void Remove()
    {
        if (IsOurs()) File.Delete(place);
    }

    private bool IsOurs() => new FileInfo(place).LinkTarget == socket;
}
