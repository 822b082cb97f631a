namespace Panel.Data;

/// <summary>The kinds of actors.</summary>
public enum ActorKind
{
    /// <summary>The panel itself.</summary>
    System = 0,

    /// <summary>Somebody who has not signed in.</summary>
    Anonymous = 1,

    /// <summary>A signed-in person.</summary>
    User = 2,

    /// <summary>A user of the machine, identified by the Docker API's socket.</summary>
    LinuxUser = 3,

    /// <summary>The holder of a client certificate, at the Docker API over TCP.</summary>
    Certificate = 4,

    /// <summary>A container with the Docker API's socket, in the name of the user who created it.</summary>
    Container = 5,

    /// <summary>A kind that a newer version of the panel wrote and this one does not know.</summary>
    Unknown = 6,
}

/// <summary>The outcome of an operation.</summary>
public enum AuditResult
{
    /// <summary>It is running, or its panel died and has not been started again.</summary>
    Started = 0,

    /// <summary>It was done.</summary>
    Succeeded = 1,

    /// <summary>The role does not allow it, or the authentication failed; nothing was done.</summary>
    Refused = 2,

    /// <summary>It was tried and failed.</summary>
    Failed = 3,

    /// <summary>The panel died before it recorded the outcome; the operation may be done, partly done or not done.</summary>
    Interrupted = 4,
}
