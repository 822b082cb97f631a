namespace Panel.Data;

/// <summary>What kind of actor asks for an operation.</summary>
public enum ActorKind
{
    /// <summary>The panel itself.</summary>
    System = 0,

    /// <summary>Somebody who has not signed in.</summary>
    Anonymous = 1,

    /// <summary>A signed-in person.</summary>
    User = 2,

    /// <summary>A user of the machine, told by the socket of the Docker API.</summary>
    LinuxUser = 3,

    /// <summary>The holder of a client certificate, at the Docker API over TCP.</summary>
    Certificate = 4,

    /// <summary>A container that was given the socket of the Docker API, in the name of the user who created it.</summary>
    Container = 5,

    /// <summary>One that a newer version of the panel wrote and this one does not know.</summary>
    Unknown = 6,
}

/// <summary>How an operation ended.</summary>
public enum AuditResult
{
    /// <summary>It runs, or its panel died and has not been started again.</summary>
    Started = 0,

    /// <summary>It was done.</summary>
    Succeeded = 1,

    /// <summary>The role does not allow it, or the proof of identity was wrong; nothing was done.</summary>
    Refused = 2,

    /// <summary>It was tried and did not work.</summary>
    Failed = 3,

    /// <summary>The panel died before it could tell the end; it may have been done, in part or not at all.</summary>
    Interrupted = 4,
}
