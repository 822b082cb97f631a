namespace Panel.Data;

/// <summary>What a person may do. Each role includes the ones below it.</summary>
public enum PanelRole
{
    /// <summary>Reads everything but the users and the audit history.</summary>
    Viewer = 0,

    /// <summary>Runs and changes containers and images, and reads the audit history.</summary>
    Operator = 1,

    /// <summary>Everything, users included.</summary>
    Administrator = 2,
}
