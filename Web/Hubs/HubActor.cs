using Microsoft.AspNetCore.SignalR;
using Panel.Web.Operations;

namespace Panel.Web.Hubs;

/// <summary>Says in whose name a hub's method acts: a hub has no request of its own, and its engine asks for the actor.</summary>
internal sealed class HubActor : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocationContext.Context.User is { } user) invocationContext.ServiceProvider.GetRequiredService<CurrentActor>().Use(user);
        return next(invocationContext);
    }
}
