namespace Panel.Data;

/// <summary>A person's role. Each role includes the ones below it.</summary>
public enum PanelRole
{
    /// <summary>May read everything except users and the audit history.</summary>
    Viewer = 0,

    /// <summary>May run and change containers and images, and read the audit history.</summary>
    Operator = 1,

    /// <summary>May do everything, including users.</summary>
    Administrator = 2,
}
