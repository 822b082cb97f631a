using Panel.Web.Schedules;

namespace Panel.Web.Jobs;

/// <summary>Adds jobs to the panel.</summary>
public static class JobsConfiguration
{
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    /// <summary>Registers what runs, stores and shows jobs.</summary>
    public static IServiceCollection AddPanelJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobFiles>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton(provider => Expiry(provider.GetRequiredService<JobStore>()));
        services.AddScoped<JobOperations>();
        return services;
    }

    private static Schedule Expiry(JobStore store) =>
        new("jobs.expire", ScheduleTimes.Every(s_pause, s_pause), store.ExpireAsync) { AtOnce = true };
}
