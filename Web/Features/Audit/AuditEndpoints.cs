namespace Panel.Web.Features.Audit;

/// <summary>Addresses of the audit history beside its page.</summary>
public static class AuditEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapPanelAudit(this WebApplication app)
    {
    }
}
