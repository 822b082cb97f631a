using Panel.Engine.Contract;

namespace Panel.Web.Operations;

/// <summary>The database has no room for the audit history, so the operation was not done.</summary>
public sealed class AuditFullException(Exception? inner = null)
    : EngineException("The disk of the database is full, so the audit history cannot be written and nothing was done; stop or remove containers, images or volumes to make room.", inner);
