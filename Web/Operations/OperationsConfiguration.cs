using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Panel.Web.Operations;

/// <summary>Adds the gate that changes pass.</summary>
public static class OperationsConfiguration
{
    /// <summary>Registers the gate, the current actor and the audit trail.</summary>
    public static void AddPanelOperations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<IAuditTrail>(services => services.GetRequiredService<AuditTrail>());
        builder.Services.AddSingleton<PendingAuditOutcomes>();
        builder.Services.AddSingleton<DeferredAuditRows>();
        builder.Services.AddHostedService<AuditOutcomeWriter>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<CurrentActor>();
        builder.Services.AddScoped<ICurrentActor>(services => services.GetRequiredService<CurrentActor>());
        builder.Services.AddScoped<CircuitHandler, ActorCircuitHandler>();
    }
}
