namespace Panel.Web.Schedules;

/// <summary>Adds scheduled work to the panel.</summary>
public static class SchedulesConfiguration
{
    /// <summary>Registers the scheduler, which runs every registered <see cref="Schedule"/>.</summary>
    public static IServiceCollection AddPanelSchedules(this IServiceCollection services)
    {
        services.AddSingleton<ScheduleFile>();
        services.AddSingleton<Scheduler>();
        services.AddHostedService(provider => provider.GetRequiredService<Scheduler>());
        return services;
    }
}
