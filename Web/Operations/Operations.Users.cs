namespace Panel.Web.Operations;

/// <summary>All operations, one file per area.</summary>
public static partial class Operations
{
    public static readonly Operation UserCreate = new("user.create", PanelRole.Administrator);
    public static readonly Operation UserChangeRole = new("user.role", PanelRole.Administrator);
    public static readonly Operation UserDisable = new("user.disable", PanelRole.Administrator);
    public static readonly Operation UserEnable = new("user.enable", PanelRole.Administrator);
    public static readonly Operation UserResetPassword = new("user.password-reset", PanelRole.Administrator);
    public static readonly Operation UserDelete = new("user.delete", PanelRole.Administrator);
    public static readonly Operation AccountPassword = new("account.password", PanelRole.Viewer);
    public static readonly Operation AuditExport = new("audit.export", PanelRole.Operator);
}

/// <summary>Actions of people before their role is known; recorded without the gate.</summary>
public static class SessionOperations
{
    public const string Setup = "session.setup";
    public const string SignIn = "session.sign-in";
    public const string SignOut = "session.sign-out";
    public const string End = "session.end";
    public const string Unlock = "session.unlock";
}
